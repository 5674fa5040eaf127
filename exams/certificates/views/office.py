"""The office's record of decisions about certificates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.certificates import policies
from exams.certificates.enums import CertificateState
from exams.certificates.forms import StateForm
from exams.certificates.rules import standing
from exams.certificates.selectors import shelf
from exams.certificates.services import certificates
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal

PAGE_SIZE = 50


@requires(policies.can_decide_state)
@require_GET
def issued(request: HttpRequest) -> HttpResponse:
    """The register of certificates, searched by number."""
    number = request.GET.get("number", "").strip()[:40]
    rows = shelf.register(policies.visible_issued(request.user), number=number)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "certificates/issued.html", {"page": page, "number": number})


@requires(policies.can_decide_state)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a certificate was superseded, 撤銷 or 廢止."""
    certificate = policies.access_issued(request.user, number)
    form = StateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state, reason = CertificateState(form.cleaned_data["state"]), form.cleaned_data["reason"]
        try:
            certificates.decide_state(
                certificate=certificate, state=state, reason=reason, actor=request.user, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已記錄。"))
            return redirect("certificates:decide", certificate.number)
    stands = standing.on(clock.today(), CertificateState(certificate.state), certificate.expires_date)
    context = {"certificate": certificate, "form": form, "standing": stands}
    return render(request, "certificates/decide.html", context)
