"""Pages that belong to no single app."""

from django.urls import path

from lms.portal.views import gallery, health, home, language, news, own, texts

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", own.start, name="start"),
    path("my/", own.dashboard, name="dashboard"),
    path("desk/", own.desk, name="desk"),
    path("profile/", own.profile, name="profile"),
    path("news/", news.index, name="news"),
    path("news/<uuid:public_id>/", news.item, name="news_item"),
    path("about/", texts.about, name="about"),
    path("contact/", texts.contact, name="contact"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibility/", texts.accessibility, name="accessibility"),
    path("language/", language.set_language, name="set_language"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
