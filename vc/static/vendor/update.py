"""Fetches the front end's third-party files, pinned, and keeps a list of their checksums.

    python vc/static/vendor/update.py            npm pack → copy the files → MANIFEST.json
    python vc/static/vendor/update.py --check    compare every file with MANIFEST.json

Only the standard library is used; fetching needs `npm`, checking does not. To move to another
version, change it in PACKAGES, run the script, and change the addresses that name the folder.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

SITE = Path(__file__).resolve().parent
TESTS = SITE.parents[2] / "tests" / "vendor"

MIT = """MIT License

{owner}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package at one version, and which of its files are kept, by folder of ours."""

    name: str
    version: str
    folder: str
    files: tuple[str, ...]
    root: Path = SITE
    mit_owner: str = ""
    """Whose MIT licence it is, for a package that names the licence but ships no text of it."""

    @property
    def target(self) -> Path:
        """Return the folder that its files are kept in."""
        return self.root / f"{self.folder}-{self.version}"


PACKAGES = (
    Package(name="htmx.org", version="4.0.1", folder="htmx", files=("dist/htmx.min.js",)),
    Package(
        name="@event-calendar/build",
        version="5.10.1",
        folder="event-calendar",
        files=("dist/event-calendar.min.js", "dist/event-calendar.min.css"),
        mit_owner="Copyright (c) 2021 vkurko",
    ),
    Package(
        name="tus-js-client", version="4.3.1", folder="tus-js-client", files=("dist/tus.min.js",)
    ),
    Package(
        name="@fontsource-variable/montserrat",
        version="5.3.0",
        folder="montserrat",
        files=("files/montserrat-latin-wght-normal.woff2",),
    ),
    Package(
        name="@fontsource-variable/source-sans-3",
        version="5.3.0",
        folder="source-sans-3",
        files=("files/source-sans-3-latin-wght-normal.woff2",),
    ),
    Package(
        name="ical.js", version="2.2.1", folder="ical.js", files=("dist/ical.min.js",), root=TESTS
    ),
)


def digest_of(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults_of(root: Path) -> list[str]:
    """Return what is wrong in a folder of third-party files, one sentence each; none is best."""
    listed = {
        entry["file"]: entry["sha256"]
        for entry in json.loads((root / "MANIFEST.json").read_text("utf-8"))["files"]
    }
    present = {str(path.relative_to(root)): path for path in root.glob("*/*") if path.is_file()}
    present = {name: path for name, path in present.items() if "__pycache__" not in name}
    faults = [f"{name} is listed and missing" for name in sorted(listed.keys() - present.keys())]
    faults += [f"{name} is not listed" for name in sorted(present.keys() - listed.keys())]
    both = sorted(listed.keys() & present.keys())
    faults += [f"{name} was changed" for name in both if digest_of(present[name]) != listed[name]]
    for folder in sorted({path.parent for path in present.values()}):
        if not (folder / "LICENSE").is_file():
            faults.append(f"{folder.name} has no licence beside it")
    return faults


def fetch(package: Package, scratch: Path) -> list[dict[str, str]]:
    """Fetch one package, copy what is kept of it, and return its lines of the manifest."""
    packed = subprocess.run(
        ["npm", "pack", "--json", f"{package.name}@{package.version}"],
        cwd=scratch,
        check=True,
        capture_output=True,
        text=True,
    )
    about = json.loads(packed.stdout)[0]
    unpacked = scratch / package.folder
    with tarfile.open(scratch / about["filename"]) as archive:
        archive.extractall(unpacked, filter="data")
    source = unpacked / "package"
    licence = json.loads((source / "package.json").read_text("utf-8"))["license"]
    return [
        {
            "file": str(path.relative_to(package.root)),
            "sha256": digest_of(path),
            "package": package.name,
            "version": package.version,
            "licence": licence,
            "integrity": about["integrity"],
        }
        for path in _copy(package, source)
    ]


def _copy(package: Package, source: Path) -> list[Path]:
    """Copy the kept files and the licence into the package's folder; return where they are."""
    for old in package.root.glob(f"{package.folder}-[0-9]*"):
        shutil.rmtree(old)
    package.target.mkdir(parents=True)
    copies = [
        shutil.copyfile(source / name, package.target / Path(name).name) for name in package.files
    ]
    licence = package.target / "LICENSE"
    if package.mit_owner:
        licence.write_text(MIT.format(owner=package.mit_owner), "utf-8")
    else:
        shutil.copyfile(source / "LICENSE", licence)
    return [*copies, licence]


def update() -> None:
    """Fetch every package and write both manifests."""
    lines: dict[Path, list[dict[str, str]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            lines.setdefault(package.root, []).extend(fetch(package, Path(scratch)))
    for root, files in lines.items():
        text = json.dumps({"files": files}, indent=2, ensure_ascii=False)
        (root / "MANIFEST.json").write_text(f"{text}\n", "utf-8")


def main(arguments: list[str]) -> int:
    """Run the command line; return its exit status."""
    if "--check" not in arguments:
        update()
    faults = [f"{root.name}: {fault}" for root in (SITE, TESTS) for fault in faults_of(root)]
    print("\n".join(faults) or "Every third-party file is the one that was fetched.")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
