"""Gathers the API of this app's features."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
