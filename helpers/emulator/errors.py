"""Every refusal the emulator can give: Stripe's exact type, code, param, message and status.

A refusal is one row here and is raised by calling it with the words its message needs::

    raise NO_SUCH_IN_URL(kind="customer", id="cus_x", param="id")

The engine turns it into Stripe's error envelope (E01). ``fact`` says where the row comes from;
rows that rest on an id beginning with Q are the emulator's own choice, not Stripe's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helpers.emulator.facts import rule

INVALID_REQUEST = "invalid_request_error"
CARD_ERROR = "card_error"
GAP = "emulator_gap"
DOCS = "https://stripe.com/docs/error-codes/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row: what the emulator answers when it will not do what it was asked.

    ``message`` and ``param`` are format strings, filled when the refusal is raised.
    """

    message: str
    fact: str
    status: int = 400
    type: str = INVALID_REQUEST
    code: str | None = None
    param: str | None = None
    decline_code: str | None = None

    def __call__(self, *, more: dict[str, Any] | None = None, **words: object) -> StripeError:
        """The exception to raise; ``more`` adds keys to the envelope (``charge``, ...)."""
        body: dict[str, Any] = {"message": self.message.format(**words), "type": self.type}
        if self.code is not None:
            body["code"] = self.code
            if self.type != GAP:
                body["doc_url"] = DOCS + self.code.replace("_", "-")
        if self.param is not None:
            body["param"] = self.param.format(**words)
        if self.decline_code is not None:
            body["decline_code"] = self.decline_code
        if more:
            body.update(more)
        return StripeError(self, body)


class StripeError(Exception):
    """A request was refused. ``body`` holds the keys of the envelope but for the log's address."""

    def __init__(self, refusal: Refusal, body: dict[str, Any]) -> None:
        super().__init__(body["message"])
        self.refusal = refusal
        self.status = refusal.status
        self.body = body

    @rule("E01", "E02")
    def envelope(self, account: str, request: str) -> dict[str, Any]:
        """The whole answer (E01): keys in alphabetical order, absent ones missing."""
        log = f"https://dashboard.stripe.com/{account}/test/workbench/logs?object={request}"
        error = {**self.body, "request_log_url": log}
        return {"error": {key: error[key] for key in sorted(error)}}


# --- who asks, and where -------------------------------------------------------------------------

NO_KEY = Refusal(
    "You did not provide an API key. You need to provide your API key in the Authorization header,"
    " using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See"
    " https://stripe.com/docs/api#authentication for details, or we can help at"
    " https://support.stripe.com/.",
    status=401,
    fact="E06",
)
BAD_KEY = Refusal("Invalid API Key provided: {masked}", status=401, fact="E05")
UNKNOWN_URL = Refusal(
    "Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the"
    " trailing slash. If you are trying to retrieve an object, make sure you passed a valid"
    " (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at"
    " https://support.stripe.com/.",
    status=404,
    fact="E13",
)
BAD_VERSION = Refusal("Invalid Stripe API version: {version}", fact="Q43")
RATE_LIMITED = Refusal(
    "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode."
    " You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
    status=429,
    code="rate_limit",
    fact="E15",
)
SERVER_ERROR = Refusal(
    "An unknown error occurred (this one was asked for: the emulator acts out a server error).",
    status=500,
    type="api_error",
    fact="Q46",
)
EMULATOR_GAP = Refusal(
    "Emulator gap: Stripe knows {what}, this emulator does not do it.",
    type=GAP,
    code=GAP,
    param="{param}",
    fact="Q34",
)
IDEMPOTENCY_MISMATCH = Refusal(
    "Keys for idempotent requests can only be used with the same parameters they were first used"
    " with. Try using a key other than '{key}' if you meant to execute a different request.",
    type="idempotency_error",
    fact="E08",
)
IDEMPOTENCY_OTHER_URL = Refusal(
    "Keys for idempotent requests can only be used for the same endpoint they were first used for"
    " ('{path}'). Try using a key other than '{key}' if you meant to execute a different request.",
    type="idempotency_error",
    fact="Q30",
)

# --- parameters ----------------------------------------------------------------------------------

MALFORMED_FORM = Refusal("Invalid request: the form could not be read ({name}).", fact="Q28")
UNKNOWN_PARAMETER = Refusal(
    "Received unknown parameter{plural}: {names}",
    code="parameter_unknown",
    param="{first}",
    fact="E09",
)
MISSING_PARAMETER = Refusal(
    "Missing required param: {param}.", code="parameter_missing", param="{param}", fact="E11"
)
EMPTY_PARAMETER = Refusal(
    "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a"
    " parameter; however '{param}' cannot be unset. You should remove '{param}' from your request"
    " or supply a non-empty value.",
    code="parameter_invalid_empty",
    param="{param}",
    fact="Q27",
)
INVALID_INTEGER = Refusal(
    "Invalid integer: {value}", code="parameter_invalid_integer", param="{param}", fact="E10"
)
INTEGER_TOO_SMALL = Refusal(
    "This value must be greater than or equal to {minimum}.",
    code="parameter_invalid_integer",
    param="{param}",
    fact="C21",
)
INTEGER_TOO_LARGE = Refusal(
    "This value must be less than or equal to {maximum} (it currently is '{value}').",
    code="parameter_invalid_integer",
    param="{param}",
    fact="Q37",
)
INVALID_CHOICE = Refusal("Invalid {param}: must be one of {choices}", param="{param}", fact="S26")
INVALID_BOOLEAN = Refusal("Invalid boolean: {value}", param="{param}", fact="Q28")
INVALID_STRING = Refusal("Invalid string: {value}", param="{param}", fact="Q28")
STRING_TOO_LONG = Refusal(
    "Invalid string: {start}...; must be at most {limit} characters", param="{param}", fact="Q28"
)
INVALID_HASH = Refusal("Invalid hash", param="{param}", fact="Q28")
INVALID_ARRAY = Refusal("Invalid array", param="{param}", fact="Q28")
INVALID_EMAIL = Refusal(
    "Invalid email address: {value}", code="email_invalid", param="{param}", fact="Q44"
)
INVALID_CURRENCY = Refusal(
    "Invalid currency: {value}. Stripe currently supports these currencies: {currencies}",
    param="{param}",
    fact="E16",
)
METADATA_TOO_MANY = Refusal(
    "Metadata can have up to 50 keys, but this object would have {count}.",
    param="metadata",
    fact="Q29",
)
METADATA_KEY_TOO_LONG = Refusal(
    "Metadata keys can have up to 40 characters, but you passed in a key that is {length}"
    " characters. Invalid key: {key}",
    param="metadata",
    fact="Q29",
)
METADATA_VALUE_TOO_LONG = Refusal(
    "Metadata values can have up to 500 characters, but you passed in a value that is {length}"
    " characters. Invalid value: {value}",
    param="metadata[{key}]",
    fact="Q29",
)
ONE_OF_THESE = Refusal("You may only specify one of these parameters: {names}.", fact="Q54")
BOTH_CURSORS = Refusal(
    "You cannot use `starting_after` and `ending_before` together.",
    param="starting_after",
    fact="Q37",
)
NOT_EXPANDABLE = Refusal("This property cannot be expanded ({path}).", param="expand", fact="Q33")
EXPANDS_TOO_DEEP = Refusal(
    "You cannot expand more than 4 levels of a property: {path}.", param="expand", fact="Q33"
)

# --- things that are not there -------------------------------------------------------------------

NO_SUCH_IN_URL = Refusal(
    "No such {kind}: '{id}'", status=404, code="resource_missing", param="{param}", fact="E04"
)
NO_SUCH_IN_BODY = Refusal(
    "No such {kind}: '{id}'", code="resource_missing", param="{param}", fact="E04"
)
NO_SUCH_CUSTOMER_SOURCE = Refusal(
    "No such source: '{id}'", status=404, code="resource_missing", param="id", fact="X07"
)
NO_SUCH_SOURCE_TO_DETACH = Refusal(
    "No such source: '{id}'", status=404, code="resource_missing", param="id", fact="X04"
)
NO_SUCH_DEFAULT_SOURCE = Refusal(
    "No such source: '{id}'", code="resource_missing", param="source", fact="D02"
)
NO_SUCH_TOKEN_TO_ATTACH = Refusal(
    "No such token: '{id}'", code="resource_missing", param="source", fact="A11"
)
NO_SUCH_TOKEN_TO_CHARGE = Refusal(
    "No such token: '{id}'", code="resource_missing", param="source", fact="C13"
)
NO_SUCH_TOKEN = Refusal(
    "No such token: '{id}'", code="resource_missing", param="{param}", fact="T04"
)
LIVE_OBJECT = Refusal(
    "No such {kind}: '{id}'; a similar object exists in live mode, but a test mode key was used to"
    " make this request.",
    status=404,
    code="resource_missing",
    param="{param}",
    fact="E12",
)
LIVE_OBJECT_IN_BODY = Refusal(
    LIVE_OBJECT.message, code="resource_missing", param="{param}", fact="E12"
)

# --- tokens and cards ----------------------------------------------------------------------------

TOKEN_USED = Refusal(
    "You cannot use a Stripe token more than once: {id}.", code="token_already_used", fact="T02"
)
RAW_CARD_NUMBER = Refusal(
    "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you"
    " use test tokens that map to the test card you are using, see"
    " https://stripe.com/docs/testing. To enable testing raw card data APIs, see"
    " https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.",
    status=402,
    fact="E07",
)
INCORRECT_NUMBER = Refusal(
    "Your card number is incorrect.",
    status=402,
    type=CARD_ERROR,
    code="incorrect_number",
    param="number",
    fact="Q08",
)
WRONG_TOKEN_TYPE = Refusal(
    "The token you provided is of type {type}; {wanted} is needed here.",
    param="{param}",
    fact="Q47",
)

# --- declines: what a charge answers; attaching answers it without `charge` (A13, C23) -----------

DECLINED_GENERIC = Refusal(
    "Your card was declined.",
    status=402,
    type=CARD_ERROR,
    code="card_declined",
    decline_code="generic_decline",
    fact="C23",
)
DECLINED_INSUFFICIENT_FUNDS = Refusal(
    "Your card has insufficient funds.",
    status=402,
    type=CARD_ERROR,
    code="card_declined",
    decline_code="insufficient_funds",
    fact="C23",
)
DECLINED_FRAUDULENT = Refusal(
    "Your card was declined.",
    status=402,
    type=CARD_ERROR,
    code="card_declined",
    decline_code="fraudulent",
    fact="C23",
)
DECLINED_INCORRECT_CVC = Refusal(
    "Your card's security code is incorrect.",
    status=402,
    type=CARD_ERROR,
    code="incorrect_cvc",
    param="cvc",
    fact="C23",
)
DECLINED_EXPIRED = Refusal(
    "Your card has expired.",
    status=402,
    type=CARD_ERROR,
    code="expired_card",
    param="exp_month",
    fact="C23",
)
DECLINED_PROCESSING_ERROR = Refusal(
    "An error occurred while processing your card. Try again in a little bit.",
    status=402,
    type=CARD_ERROR,
    code="processing_error",
    fact="C23",
)

# --- sources -------------------------------------------------------------------------------------

UNKNOWN_SOURCE_TYPE = Refusal(
    "The type `{type}` is not a valid source type.", param="type", fact="S27"
)
WRONG_FLOW = Refusal("Sources of type {type} have the flow {flow}.", param="flow", fact="Q49")
WRONG_USAGE = Refusal("Sources of type {type} must be {usage}.", param="usage", fact="Q49")
WRONG_SOURCE_CURRENCY = Refusal(
    "Sources of type {type} must use one of these currencies: {currencies}.",
    param="currency",
    fact="Q49",
)
NOT_VERIFIABLE = Refusal("This source cannot be verified.", fact="Q47")
INVALID_IBAN = Refusal("Invalid IBAN: {value}", param="{param}", fact="Q47")
THREE_D_SECURE_NEEDS_CARD = Refusal(
    "The source {id} is not a chargeable card source.", param="three_d_secure[card]", fact="S19"
)
CLONE_NOT_ATTACHED = Refusal(
    "The source {id} is not attached to the customer {customer}.",
    param="original_source",
    fact="Q50",
)

# --- attaching -----------------------------------------------------------------------------------

NOT_ATTACHABLE = Refusal(
    "The source you provided cannot be attached to the customer. It must be chargeable or pending.",
    fact="A02",
)
ALREADY_ATTACHED = Refusal(
    "The source you provided has already been attached to a customer.", fact="A03"
)
SINGLE_USE_REDIRECT = Refusal(
    "The source you provided cannot be attached to the customer. It must be reusable.", fact="Q02"
)
PAYMENT_METHOD_AS_SOURCE = Refusal(
    "You cannot use a PaymentMethod as a source for Customers. Instead, use the PaymentMethods API"
    " to Attach a Customer to a PaymentMethod. See"
    " https://stripe.com/docs/api/payment_methods/attach",
    fact="A12",
)

# --- charging ------------------------------------------------------------------------------------

NOTHING_TO_CHARGE = Refusal(
    "Must provide source or customer.", code="parameter_missing", fact="C05"
)
NO_ACTIVE_CARD = Refusal(
    "Cannot charge a customer that has no active card",
    status=402,
    type=CARD_ERROR,
    code="missing",
    param="card",
    fact="C04",
)
REUSABLE_CONSUMED = Refusal(
    "The reusable source you provided is consumed because it was previously charged without being"
    " attached to a customer or was detached from a customer. To charge a reusable source multiple"
    " time you must attach it to a customer first.",
    fact="C07",
)
NOT_CHARGEABLE = Refusal("The source you provided is not in a chargeable state.", fact="C08")
CUSTOMER_NEEDED = Refusal(
    "For security reasons, you cannot directly charge a source that is already attached to a"
    " customer. Please specify the customer this source is attached to ({customer}) when charging"
    " it.",
    fact="C09",
)
NOT_LINKED = Refusal(
    "Customer {customer} does not have a linked source with ID {id}.",
    status=404,
    code="missing",
    param="source",
    fact="C12",
)
CURRENCY_MISMATCH = Refusal(
    "The currency specified ({currency}) does not match the currency on the source ({source})."
    " A payment can only be created for the same currency as the corresponding source.",
    fact="C14",
)
AMOUNT_TOO_SMALL = Refusal(
    "Amount must be at least {amount}", code="amount_too_small", param="amount", fact="C20"
)
AMOUNT_TOO_LARGE = Refusal(
    "Amount must be no more than {amount}", code="amount_too_large", param="amount", fact="C22"
)
ALREADY_CAPTURED = Refusal(
    "Charge {id} has already been captured.", code="charge_already_captured", fact="C24"
)
NOT_CAPTURABLE = Refusal("Charge {id} could not be captured.", fact="Q51")
CAPTURE_NEEDS_CARD = Refusal(
    "Only payments by card can be captured later.", param="capture", fact="Q51"
)
CAPTURE_TOO_LARGE = Refusal(
    "Amount to capture ({amount}) is greater than the amount of the charge ({limit}).",
    param="amount",
    fact="Q51",
)
ALREADY_REFUNDED = Refusal(
    "Charge {id} has already been refunded.", code="charge_already_refunded", fact="C24"
)
REFUND_TOO_LARGE = Refusal(
    "Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
    param="amount",
    fact="C24",
)
NOT_REFUNDABLE = Refusal("Charge {id} has not succeeded and cannot be refunded.", fact="Q51")
NOTHING_TO_REFUND = Refusal(
    "One of charge or payment_intent must be given.", code="parameter_missing", fact="Q51"
)

# --- bank accounts -------------------------------------------------------------------------------

VERIFICATION_AMOUNTS = Refusal(
    "The amounts provided do not match the amounts that were sent to the bank account.",
    status=402,
    type=CARD_ERROR,
    fact="Q47",
)
ALREADY_VERIFIED = Refusal("This bank account has already been verified.", fact="Q47")
BANK_ACCOUNT_NOT_VERIFIED = Refusal(
    "The customer's bank account must be verified in order to create an ACH payment.", fact="Q47"
)

# --- today's way ---------------------------------------------------------------------------------

UNKNOWN_EVENT_TYPE = Refusal(
    "Emulator gap: {type} is not among the event types that this emulator fires.",
    type=GAP,
    code=GAP,
    param="enabled_events",
    fact="Q39",
)
INVALID_URL = Refusal("Invalid URL: an explicit scheme is needed.", param="{param}", fact="Q39")
PAYMENT_METHOD_NOT_SAVED = Refusal(
    "You must save this PaymentMethod to a customer before you can update it.", fact="Q40"
)
SOURCE_NEEDS_CUSTOMER = Refusal(
    "A source must be attached to a customer to be used as a `payment_method`.",
    param="payment_method",
    fact="V09",
)
PAYMENT_METHOD_OF_ANOTHER = Refusal(
    "The payment method {id} belongs to another customer.", param="payment_method", fact="Q40"
)
CUSTOMER_NOT_NAMED = Refusal(
    "The `payment_method` parameter supplied {id} belongs to the Customer {customer}. Please"
    " include the Customer in the `customer` parameter on the {kind}.",
    code="parameter_missing",
    param="payment_method",
    fact="P16",
)
NOT_A_METHOD_OF_THE_CUSTOMER = Refusal(
    "The customer does not have a payment method with the ID {id}. The payment method must be"
    " attached to the customer.",
    param="invoice_settings[default_payment_method]",
    fact="P17",
)
PAYMENT_METHOD_ATTACHED = Refusal(
    "The payment method you provided has already been attached to a customer.", fact="Q40"
)
SPENT_METHOD_CANNOT_ATTACH = Refusal(
    "This PaymentMethod was previously used without being attached to a Customer or was detached"
    " from a Customer, and may not be used again.",
    fact="P15",
)
SPENT_METHOD_CANNOT_PAY = Refusal(
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer"
    " attachment, shared with a connected account without Customer attachment, or was detached"
    " from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must"
    " attach it to a Customer first.",
    fact="P15",
)
PAYMENT_METHOD_NOT_ATTACHED = Refusal(
    "The payment method you provided is not attached to a customer so detachment is impossible.",
    fact="Q40",
)
TYPES_NO_LONGER_SUPPORTED = Refusal(
    "`payment_method_types` can no longer be set: use `allowed_payment_method_types`.",
    code="payment_method_types_no_longer_supported",
    param="payment_method_types",
    fact="P20",
)
TYPE_NOT_ALLOWED = Refusal(
    "The PaymentMethod provided ({type}) is not allowed for this {kind}. Please attach a "
    "PaymentMethod of one of the following types: {types}. Alternatively, update the allowed "
    'payment_method_types for this {kind} to include "{type}".',
    fact="P12",
)
_WITHOUT_METHOD = (
    "You cannot confirm this {kind} because it's missing a payment method. You can either update "
    "the {kind} with a payment method and then confirm it again, or confirm it again directly "
    "with a payment method."
)
PAYMENT_INTENT_WITHOUT_METHOD = Refusal(
    _WITHOUT_METHOD.format(kind="PaymentIntent"),
    code="payment_intent_unexpected_state",
    fact="P14",
)
PAYMENT_INTENT_WITH_CUSTOMER_ONLY = Refusal(
    "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the"
    " PaymentIntent with {customer}, specify a payment method attached to this customer along with"
    " the customer ID.",
    code="payment_intent_unexpected_state",
    fact="P14",
)
PAYMENT_INTENT_SUCCEEDED = Refusal(
    "You cannot confirm this PaymentIntent because it has already succeeded after being previously"
    " confirmed.",
    code="payment_intent_unexpected_state",
    fact="P14",
)
PAYMENT_INTENT_NOT_CAPTURABLE = Refusal(
    "This PaymentIntent could not be captured because it has a status of {status}. Only a "
    "PaymentIntent with one of the following statuses may be captured: requires_capture.",
    code="payment_intent_unexpected_state",
    fact="P14",
)
PAYMENT_INTENT_STATE = Refusal(
    "This PaymentIntent's status is {status}: it cannot be {verb}.",
    code="payment_intent_unexpected_state",
    fact="Q40",
)
SETUP_INTENT_WITHOUT_METHOD = Refusal(
    _WITHOUT_METHOD.format(kind="SetupIntent"),
    code="setup_intent_unexpected_state",
    fact="Q40",
)
SETUP_INTENT_STATE = Refusal(
    "This SetupIntent's status is {status}: it cannot be {verb}.",
    code="setup_intent_unexpected_state",
    fact="Q40",
)
