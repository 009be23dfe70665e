"""Zoom: `meetings` the provider, `livestream` its pictures sent on, `recordings`, `webhooks`.

`auth` has the token, `bodies` and `recording_bodies` turn JSON into our words and back, `errors`
its codes; `check` and `scopes` tell what the credentials permit.
"""
