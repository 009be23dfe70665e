"""The form that names the OAuth client by which an account is connected."""

from wtforms import PasswordField, StringField

from integrations.contracts.authorization import OAuthClient
from vc.forms import Form, at_most, needed, one_line

NEED_SECRET = "Escriba el secreto de ese cliente."  # noqa: S105 - words


class ClientForm(Form):
    """Names the client; its secret is typed once, and kept while the client stays the same."""

    client_id = StringField(
        "ID de cliente",
        validators=[needed("Escriba el ID de cliente."), one_line, at_most(200)],
    )
    client_secret = PasswordField("Secreto del cliente", validators=[one_line, at_most(200)])

    def client(self, known: OAuthClient | None) -> OAuthClient | None:
        """Return the client that was named; None, with a word beside it, where a secret lacks."""
        secret = self.client_secret.data or ""
        if not secret and known is not None and known.id == self.client_id.data:
            secret = known.secret
        if not secret:
            self.client_secret.errors = [*self.client_secret.errors, NEED_SECRET]
            return None
        return OAuthClient(self.client_id.data, secret)
