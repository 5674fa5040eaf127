
app_name = "tuition"
urlpatterns: list[object] = []
