"""Forms look and speak the same everywhere: `{{ form }}` renders our own field template."""

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Set as FORM_RENDERER; widgets stay Django's, forms and fields get our templates."""

    form_template_name = "ui/components/form.html"
    field_template_name = "ui/components/field_group.html"
