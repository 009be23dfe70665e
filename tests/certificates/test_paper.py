"""The paper of a certificate: one sheet, whatever the name is."""

import shutil
import subprocess
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import make_settings
from vc.booking.models import Event
from vc.certificates.models import Certificate, CertificateStatus
from vc.certificates.paper import certificate, printable

AT = datetime(2026, 3, 6, 16, tzinfo=UTC)
NAMES = {
    "plain": "Ana López Núñez",
    "long": "María de los Ángeles Guadalupe Concepción " * 4 + "Gutiérrez de la Torre y Villaseñor",
    "unbroken": "W" * 200,
    "accents apart": "Mari\u0301a Nu\u0301n\u0303ez",
    "emoji": "Ana 🌵 López 🇲🇽👩‍🏫",
    "only emoji": "🌵🌵",
    "right to left": "\u202eمحمد عبد الله\u202c",
    "turned": "Ana \u202ezepoL\u202c",
    "wide": "Ａｎａ Ｌóｐｅｚ",
    "commands": "(Ana) \\) Tj /F1 **Ana** <<>> {nb}",
    "Chinese": "王小明",
}


def row(name: str, title: str = "Foro de ciberseguridad") -> Certificate:
    """Return a certificate that is in no database."""
    return Certificate(
        folio="VC-2026-0012-7K3M9-QXA2B",
        name=name,
        title=title,
        starts_at=AT,
        ends_at=AT + timedelta(minutes=90),
        issued_at=AT + timedelta(days=1),
        status=CertificateStatus.VALID,
        event=Event(tzid="America/Mexico_City"),
    )


def made(tmp_path, name: str, **more: str) -> bytes:
    """Return the paper of a name."""
    office = replace(
        make_settings(tmp_path),
        certificate_signer="Lic. Martha Elena Ibáñez",
        certificate_signer_title="Titular de la Unidad de Comunicación Social",
    )
    return certificate(row(name, **more), office, address="https://vc.example/constancia/VC-2026")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_makes_one_sheet_without_a_hole(tmp_path, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paper = made(tmp_path, name)

    assert paper.count(b"/Type /Page\n") == 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext")
@pytest.mark.parametrize("name", ["Ana López Núñez", NAMES["commands"]])
def test_the_sheet_says_who_what_when_and_its_folio(tmp_path, name):
    file = tmp_path / "one.pdf"
    file.write_bytes(made(tmp_path, name))

    done = subprocess.run(
        [str(shutil.which("pdftotext")), "-layout", str(file), "-"], capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())

    for said in (
        name,
        "Foro de ciberseguridad",
        "el viernes 6 de marzo de 2026, de 10:00 a 11:30 h (1 h 30 min)",
        "Folio VC-2026-0012-7K3M9-QXA2B",
        "Lic. Martha Elena Ibáñez",
    ):
        assert said in text


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_what_is_printed_has_a_sign_for_each(text):
    signs = {ord(one) for one in "abcñ áÁ"}

    assert {ord(one) for one in printable(text, signs)} <= signs


def test_the_same_certificate_is_the_same_bytes(tmp_path):
    assert made(tmp_path, "Ana") == made(tmp_path, "Ana")


def test_a_long_title_stays_on_the_sheet(tmp_path):
    paper = made(tmp_path, "Ana", title="Prevención de la extorsión " * 7)

    assert paper.count(b"/Type /Page\n") == 1
