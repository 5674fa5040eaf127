"""Reading the documents the product prints: their text, and the address in a certificate's QR code."""

import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Page


def fetch(page: Page, address: str, folder: Path, name: str) -> Path:
    """A PDF as the signed-in page gets it, stored for reading."""
    answer = page.request.get(address)
    assert answer.status == 200, address
    assert answer.body().startswith(b"%PDF-"), address
    path = folder / name
    path.write_bytes(answer.body())
    return path


def text(path: Path) -> str:
    """The words on a PDF."""
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout


def qr_address(path: Path) -> str:
    """What a telephone reads from the QR code on the first page; empty without zbar on this machine."""
    picture = path.with_suffix("")
    subprocess.run(["pdftoppm", "-singlefile", "-r", "200", "-png", str(path), str(picture)], check=True)
    if shutil.which("zbarimg") is None:
        return ""
    read = ["zbarimg", "--quiet", "--raw", f"{picture}.png"]
    return subprocess.run(read, check=True, capture_output=True, text=True).stdout.strip()
