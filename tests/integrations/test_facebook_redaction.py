"""Facebook's secrets are taken out of whatever is logged, shown or kept."""

import pytest

from integrations.http.redaction import redact

TOKEN = "EAAGm0PX4ZCpsBAKZCu123456789"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"token {TOKEN} refused", "token ••• refused"),
        (f"/debug_token?input_token={TOKEN}x&a=1", "/debug_token?input_token=•••&a=1"),
        ("/1?fields=id&appsecret_proof=0a1b2c", "/1?fields=id&appsecret_proof=•••"),
        ("/webhooks/meta?hub.verify_token=palabra&x=1", "/webhooks/meta?hub.verify_token=•••&x=1"),
        ("rtmps://h:443/rtmp/FB-1-0-abc?s_bl=1 fin", "rtmps://••• fin"),
        ('{"stream_url": "rtmp://h/rtmp/FB-1-0-abc"}', '{"stream_url": "rtmp://•••"}'),
        ('{"secure_stream_url":"x/y"}', '{"secure_stream_url":"•••"}'),
        ("la clave FB-123-0-AbcDef_1 ya no sirve", "la clave ••• ya no sirve"),
        ("https://www.facebook.com/104/videos/2/", "https://www.facebook.com/104/videos/2/"),
        ("EAA es un prefijo", "EAA es un prefijo"),
    ],
)
def test_facebooks_secrets_are_taken_out_of_texts(text: str, redacted: str):
    assert redact(text) == redacted


def test_facebooks_secrets_are_taken_out_of_objects():
    live = {
        "id": "77",
        "stream_url": "rtmp://h:80/rtmp/FB-77-0-abc",
        "secure_stream_url": "rtmps://h:443/rtmp/FB-77-0-abc",
        "secure_stream_secondary_urls": ["rtmps://i:443/rtmp/FB-77-1-abc"],
        "dash_ingest_url": "https://h/dash/FB-77-0-abc",
        "ingest_streams": [{"stream_id": "0", "secure_stream_url": "rtmps://h/FB-77-0-abc"}],
        "permalink_url": "/104/videos/2/",
    }

    assert redact(live) == {
        "id": "77",
        "stream_url": "rtmp://•••",
        "secure_stream_url": "•••",
        "secure_stream_secondary_urls": "•••",
        "dash_ingest_url": "•••",
        "ingest_streams": [{"stream_id": "0", "secure_stream_url": "•••"}],
        "permalink_url": "/104/videos/2/",
    }
