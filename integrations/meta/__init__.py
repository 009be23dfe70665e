"""Meta: `live` the broadcaster, `facebook_publisher`, `instagram_publisher`, `webhooks`.

`session` has the token, its proof and the pace; `live_bodies` turns JSON into our words and back,
`errors` and `instagram_errors` tell what a code means, `check` and `scopes` what is permitted.
"""
