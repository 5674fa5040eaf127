"""The public check of a certificate: number and code, no account, no script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from exams.certificates.forms import VerifyForm
from exams.certificates.selectors import verification
from lms.core import clock
from lms.core.access import public
from lms.core.limits import limited

PER_MINUTE = 20


@public
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a filled form leads to the address that the QR code names."""
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return redirect("certificates:verify_code", given["number"].upper(), given["code"].replace(" ", "-").upper())
    return render(request, "certificates/verify.html", {"form": form})


@public
@require_GET
@limited("certificates.verify", limit=PER_MINUTE, seconds=60)
def verify_code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What the certificate with this number and code is worth today; one and the same answer for everything else."""
    found = verification.find(number, code, on=clock.today())
    if found is None:
        return render(request, "certificates/not_found.html", status=404)
    response = render(request, "certificates/verified.html", {"found": found})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
