"""Google: `meetings` the provider of Meet, its `recordings`, and `youtube` the publisher.

`auth` has the tokens, `consent` leads an account through Google's page, `session` sends what
`call` describes by Google's own client (`transport`); `calendar_events`, `meet_spaces` and
`youtube_bodies` turn JSON into our words and back, `errors` tells what a refusal means, `check` and
`scopes` what the credentials permit.
"""
