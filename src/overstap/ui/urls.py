from django.urls import path

from overstap.ui import views

app_name = "ui"
urlpatterns = [path("ontwerp/", views.gallery, name="gallery")]
