/** What was used and paid for, by day. */
import { byId, el } from "./dom.js";
import { count } from "./format.js";

const DAYS = 14;

/** An exact amount as the server tells it; only its digits are shown, never rounded. */
const money = (amount, currency) => (amount === undefined ? "" : `${amount} ${currency ?? ""}`.trim());

/** @returns {string} "image by gpt-image-2: 3 answers, 1,068 tokens" */
function callsWords({ operation, model, answers, totalTokens }) {
  const tokens = totalTokens > 0 ? `, ${count(totalTokens)} tokens` : "";
  return `${operation} by ${model}: ${count(answers)} ${answers === 1 ? "answer" : "answers"}${tokens}`;
}

function dayRow({ day, expenses, series }) {
  const costs = Object.entries(series)
    .filter(([, cost]) => Number(cost) > 0)
    .map(([name, cost]) => `${name === "_free_prompt" ? "free prompts" : name} ${cost}`);
  return el(
    "tr",
    {},
    el("td", {}, day),
    el("td", {}, ...expenses.calls.map((calls) => el("div", {}, callsWords(calls)))),
    el("td", {}, costs.join(", ")),
    el("td", { class: "number" }, money(expenses.cost, expenses.currency)),
  );
}

/**
 * Shows the section only where anything was paid for, or a budget is set.
 *
 * @param {object} spending of /metrics?format=json
 */
export function drawSpending(spending) {
  const days = spending?.days ?? [];
  const { dailyBudget, spentToday, currency } = spending ?? {};
  byId("spending").hidden = days.length === 0 && dailyBudget === undefined;
  byId("budget").textContent =
    dailyBudget === undefined
      ? spentToday === undefined ? "" : `Today: ${money(spentToday, currency)}.`
      : `Today: ${money(spentToday, currency)} of ${money(dailyBudget, currency)}.`;
  byId("days").replaceChildren(...days.slice(0, DAYS).map(dayRow));
}
