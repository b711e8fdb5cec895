"""A notebook that uses every picture, as a lesson would: built in tests, run and looked at."""

from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CELLS = {
    "set-up": """
import stripe
from helpers import (
    Option, Text, check, compare, connect, language, predict,
    show_events, show_history, show_requests, show_sources, show_status,
)

client = connect()
language()""",
    "calls": """
first = client.v1.sources.create({"type": "card", "token": "tok_visa"})
customer = client.v1.customers.create({"email": "hanako@example.com", "source": first.id})
client.v1.customers.payment_sources.create(customer.id, {"source": "tok_amex"})
client.v1.charges.create({"amount": 1200, "currency": "jpy", "customer": customer.id})
pending = client.v1.sources.create({
    "type": "sofort", "amount": 1099, "currency": "eur",
    "redirect": {"return_url": "https://example.com/back"}, "sofort": {"country": "DE"},
})
try:
    client.v1.charges.create({"amount": 1099, "currency": "eur", "source": pending.id})
except stripe.StripeError as refusal:
    print(refusal.user_message)""",
    "sources": "show_sources(client, customer.id)",
    "status": "show_status(pending, client)",
    "requests": "show_requests(client)",
    "events": "show_events(client)",
    "compare": "compare(first, client.v1.sources.retrieve(first.id))",
    "history": "show_history(client, customer.id)",
    "predict": 'predict("03/default-source")',
    "own-question": """
predict(
    Text("1 + 1 は?", "What is 1 + 1?"),
    [
        Option(Text("1", "1"), False, Text("足りません。", "Too little.")),
        Option(Text("2", "2"), True, Text("そのとおりです。", "Just so.")),
    ],
)""",
    "check": 'check("03", client)',
    "later": """
client.v1.customers.payment_sources.create(customer.id, {"source": "tok_mastercard"}).id""",
}
WORDS = {"ja": "次は", "en": "Next:"}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}


def notebook(cells: dict[str, str]) -> Any:
    """A notebook of code cells, each introduced in both languages; ids are the names."""
    made = new_notebook(metadata=KERNEL)
    for name, source in cells.items():
        words = "".join(
            f'<div lang="{lang}">\n\n{said} {name}\n\n</div>\n\n' for lang, said in WORDS.items()
        )
        made.cells.append(new_markdown_cell(words, id=f"about-{name}"))
        made.cells.append(new_code_cell(source.strip(), id=name))
    return made
