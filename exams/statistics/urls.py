
app_name = "statistics"
urlpatterns: list[object] = []
