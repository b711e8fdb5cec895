// The lessons' tour with the unmodified Node SDK: `node tour.mjs http://127.0.0.1:PORT KEY`.
// Fails (exit status 1) on the first answer that is not the expected one.

import assert from "node:assert/strict";
import Stripe from "stripe";

const address = new URL(process.argv[2]);
const connect = (key, options = {}) =>
  new Stripe(key, {
    protocol: "http",
    host: address.hostname,
    port: address.port,
    telemetry: false,
    maxNetworkRetries: 0,
    ...options,
  });
const stripe = connect(process.argv[3]);
let steps = 0;

const step = (actual, expected) => {
  assert.deepEqual(actual, expected);
  steps += 1;
};

const refused = async (promise, expected) => {
  const error = await promise.then(
    () => assert.fail("this should have been refused"),
    (reason) => reason,
  );
  const { type, statusCode, code = null, param = null, message } = error;
  step({ type, status: statusCode, code, param, message }, { code: null, param: null, ...expected });
  assert.match(error.requestId, /^req_\w{14}$/);
};
const bad = (message, more = {}) => ({
  type: "StripeInvalidRequestError",
  status: 400,
  message,
  ...more,
});

// Sources, and a customer made with one: its default.
const card = await stripe.sources.create({ type: "card", token: "tok_visa" });
step([card.object, card.status, card.usage, card.flow], ["source", "chargeable", "reusable", "none"]);
const customer = await stripe.customers.create({ email: "hanako@example.com", source: card.id });
step(customer.default_source, card.id);

// Attach another one; the default stays until it is changed.
const second = await stripe.sources.create({ type: "card", token: "tok_mastercard" });
const attached = await stripe.customers.createSource(customer.id, { source: second.id });
step([attached.id, attached.customer], [second.id, customer.id]);
step((await stripe.customers.retrieve(customer.id)).default_source, card.id);
await stripe.customers.update(customer.id, { default_source: second.id });
const page = await stripe.customers.listSources(customer.id, { object: "source", limit: 10 });
step([page.data.map((source) => source.id), page.has_more], [[second.id, card.id], false]);
const walked = [];
for await (const source of stripe.customers.listSources(customer.id, { limit: 1 })) {
  walked.push(source.id);
}
step(walked, [second.id, card.id]);
const expanded = await stripe.customers.retrieve(customer.id, { expand: ["sources", "default_source"] });
step([expanded.sources.data.length, expanded.default_source.id], [2, second.id]);

// Charge three ways: customer and source, customer alone, source alone.
const money = { amount: 1099, currency: "eur" };
const both = await stripe.charges.create({ ...money, customer: customer.id, source: card.id });
step([both.status, both.source.id, both.customer], ["succeeded", card.id, customer.id]);
const byDefault = await stripe.charges.create({ ...money, customer: customer.id });
step(byDefault.source.id, second.id);
const loose = await stripe.sources.create({ type: "card", token: "tok_visa" });
const alone = await stripe.charges.create({ ...money, source: loose.id });
step([alone.status, alone.customer, alone.source.status], ["succeeded", null, "consumed"]);
step((await stripe.sources.retrieve(card.id)).status, "chargeable");

// A key makes a request happen once.
const once = { idempotencyKey: "tour-1" };
const first = await stripe.charges.create({ ...money, source: "tok_visa" }, once);
const replay = await stripe.charges.create({ ...money, source: "tok_visa" }, once);
step([replay.id, replay.lastResponse.headers["idempotent-replayed"]], [first.id, "true"]);

// What is refused, in Stripe's words.
const spent =
  "The reusable source you provided is consumed because it was previously charged without being" +
  " attached to a customer or was detached from a customer. To charge a reusable source multiple" +
  " time you must attach it to a customer first.";
const charge = (form) => stripe.charges.create({ ...money, ...form });
await refused(charge({ source: loose.id }), bad(spent));
await refused(
  charge({ source: card.id }),
  bad(
    "For security reasons, you cannot directly charge a source that is already attached to a" +
      ` customer. Please specify the customer this source is attached to (${customer.id}) when` +
      " charging it.",
  ),
);
await refused(
  charge({ source: "tok_visa", customer: customer.id }),
  bad(`Customer ${customer.id} does not have a linked source with ID tok_visa.`, {
    status: 404,
    code: "missing",
    param: "source",
  }),
);
const empty = await stripe.customers.create({});
await refused(charge({ customer: empty.id }), {
  type: "StripeCardError",
  status: 402,
  code: "missing",
  param: "card",
  message: "Cannot charge a customer that has no active card",
});
await refused(charge({ source: "tok_chargeDeclinedInsufficientFunds" }), {
  type: "StripeCardError",
  status: 402,
  code: "card_declined",
  message: "Your card has insufficient funds.",
});
await refused(charge({}), bad("Must provide source or customer.", { code: "parameter_missing" }));
await refused(
  charge({ source: "tok_visa", amount: "ten" }),
  bad("Invalid integer: ten", { code: "parameter_invalid_integer", param: "amount" }),
);
await refused(
  charge({ source: "tok_visa", currency: undefined }),
  bad("Missing required param: currency.", { code: "parameter_missing", param: "currency" }),
);
await refused(
  charge({ source: "tok_visa", colour: "red" }),
  bad("Received unknown parameter: colour", { code: "parameter_unknown", param: "colour" }),
);
await refused(
  stripe.customers.createSource(customer.id, { source: second.id }),
  bad("The source you provided has already been attached to a customer."),
);
await refused(
  stripe.customers.update(customer.id, { default_source: loose.id }),
  bad(`No such source: '${loose.id}'`, { code: "resource_missing", param: "source" }),
);
await refused(
  stripe.customers.retrieve("cus_none"),
  bad("No such customer: 'cus_none'", { status: 404, code: "resource_missing", param: "id" }),
);
await refused(
  stripe.charges.create({ ...money, amount: 2000, source: "tok_visa" }, once),
  {
    type: "StripeIdempotencyError",
    status: 400,
    message:
      "Keys for idempotent requests can only be used with the same parameters they were first used" +
      " with. Try using a key other than 'tour-1' if you meant to execute a different request.",
  },
);
const wrongKey = "sk_live_" + "y".repeat(24);
await refused(connect(wrongKey).customers.list(), {
  type: "StripeAuthenticationError",
  status: 401,
  message: `Invalid API Key provided: sk_live_${"*".repeat(20)}yyyy`,
});

// Detach: the source is consumed, and the other one becomes the default.
const detached = await stripe.customers.deleteSource(customer.id, second.id);
step([detached.id, detached.status, detached.customer], [second.id, "consumed", undefined]);
step((await stripe.customers.retrieve(customer.id)).default_source, card.id);
await refused(
  stripe.customers.deleteSource(customer.id, second.id),
  bad(`No such source: '${second.id}'`, { status: 404, code: "resource_missing", param: "id" }),
);
await refused(charge({ source: second.id, customer: customer.id }), bad(spent));
await refused(
  stripe.customers.createSource(customer.id, { source: second.id }),
  bad(
    "The source you provided cannot be attached to the customer. It must be chargeable or pending.",
  ),
);

const events = await stripe.events.list({ type: "customer.source.deleted" });
step(events.data.map((event) => event.data.object.id), [second.id]);

console.log(`${steps} steps`);
