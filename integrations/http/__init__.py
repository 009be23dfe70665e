"""The one door to HTTP: `session` sends what `call` describes, by the library in `transport`.

`downloads` and `uploads` are for large files; `json` and `fields` read what nobody promised,
`redaction` hides what must not be shown.
"""
