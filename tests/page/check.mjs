// Looks at pages as a person's browser shows them: in Chromium, on a phone, on a desk and on paper,
// light and dark.
//
//     node check.mjs MODULES PAGE...                checks each page; "ok NAME" or "not ok NAME"
//     node check.mjs MODULES --pictures DIR PAGE    takes the pictures of testdata/
//
// MODULES is where npm has put playwright-core and axe-core. CHROMIUM names the browser.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...words] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [375, 1280];
const SCHEMES = ["light", "dark"];
const FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--font-render-hinting=none"];

let passed = 0;
let failed = 0;

function check(name, troubles) {
  if (troubles.length === 0) passed += 1;
  else failed += 1;
  console.log(`${troubles.length === 0 ? "ok" : "not ok"} ${name}`);
  troubles.slice(0, 10).forEach((trouble) => console.log(`    ${trouble}`));
}

// Opens a page of that width; what it asks for, and what the browser complains about, is noted.
async function open(browser, file, width, scheme) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: true,
  });
  const page = await context.newPage();
  const url = pathToFileURL(resolve(file)).href;
  const noted = [];
  page.on("request", (request) => {
    if (request.url() !== url) noted.push(`asks for ${request.url().slice(0, 200)}`);
  });
  page.on("console", (message) => noted.push(`console: ${message.text().slice(0, 300)}`));
  page.on("pageerror", (error) => noted.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { noted.push("a dialog opens"); dialog.dismiss(); });
  await page.goto(url);
  return { context, page, noted };
}

const unfold = (page) => page.evaluate(() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});

// What sticks out of the window to the right. What its cell cuts off does not: a hundred marks on a
// single letter cannot be broken.
function overflow() {
  const isClipped = (element) => {
    for (let e = element.parentElement; e; e = e.parentElement)
      if (getComputedStyle(e).overflowX === "clip") return true;
    return false;
  };
  const width = document.documentElement.clientWidth;
  const troubles = [];
  if (document.documentElement.scrollWidth > width)
    troubles.push(`scrolls to ${document.documentElement.scrollWidth} of ${width}`);
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.left >= 0 && box.right > width + 1 && !isClipped(element))
      troubles.push(`${element.tagName} "${element.textContent.slice(0, 40)}" ends at ${box.right}`);
  }
  return troubles;
}

async function accessibility(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return result.violations.flatMap((violation) => violation.nodes.slice(0, 3).map((node) =>
    `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary.replace(/\s+/g, " ")})`));
}

async function checkOnScreen(browser, file, width, scheme) {
  const name = `${basename(file)}, ${width} wide, ${scheme}`;
  const { context, page, noted } = await open(browser, file, width, scheme);
  const folded = await page.evaluate(overflow);
  await unfold(page);
  check(`${name}: nothing sticks out`, [...folded, ...await page.evaluate(overflow)]);
  check(`${name}: accessible`, await accessibility(page));
  check(`${name}: asks for nothing, and nothing is blocked`, noted);
  await context.close();
}

// By keyboard, the first stop is the link past the head, and every fold can be reached.
async function checkKeyboard(browser, file) {
  const { context, page } = await open(browser, file, 1280, "light");
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.className);
  const stops = await page.evaluate(() =>
    [...document.querySelectorAll("summary, a")].filter((e) => e.tabIndex !== 0).length);
  check(`${basename(file)}: by keyboard`, [
    ...(first === "skip" ? [] : [`the first stop is "${first}"`]),
    ...(stops === 0 ? [] : [`${stops} folds or links are no stops`])]);
  await context.close();
}

// On paper everything is unfolded: the text of the PDF has what folds hide on the screen.
async function checkPrint(browser, file) {
  const { context, page } = await open(browser, file, 1280, "light");
  const directory = mkdtempSync(join(tmpdir(), "page-"));
  const pdf = join(directory, "page.pdf");
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = false;
    const last = [...document.querySelectorAll(".o")].pop();
    last?.append("at the end of the last fold");
  });
  await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true });
  const text = execFileSync("pdftotext", ["-layout", pdf, "-"], { maxBuffer: 1 << 28 }).toString();
  const folds = await page.evaluate(() => document.querySelectorAll(".o").length);
  check(`${basename(file)}: printed unfolded`,
    folds === 0 || text.includes("at the end of the last fold") ? [] : ["the folds stay folded"]);
  rmSync(directory, { recursive: true });
  await context.close();
}

async function takePictures(browser, file, directory) {
  for (const [width, height] of [[375, 1500], [1280, 1400]]) {
    const { context, page } = await open(browser, file, width, "light");
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(directory, `page-${width}.png`) });
    await context.close();
  }
  const { context, page } = await open(browser, file, 1280, "light");
  const pdf = join(mkdtempSync(join(tmpdir(), "page-")), "page.pdf");
  await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true });
  const stem = pdf.slice(0, -4);
  execFileSync("pdftoppm", ["-png", "-r", "75", "-f", "1", "-l", "1", "-singlefile", pdf, stem]);
  execFileSync("cp", [`${stem}.png`, join(directory, "page-print.png")]);
  rmSync(resolve(pdf, ".."), { recursive: true });
  await context.close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS,
});
if (words[0] === "--pictures") {
  await takePictures(browser, words[2], words[1]);
} else {
  for (const file of words) {
    for (const width of WIDTHS)
      for (const scheme of SCHEMES) await checkOnScreen(browser, file, width, scheme);
    await checkKeyboard(browser, file);
    await checkPrint(browser, file);
  }
  console.log(`${passed} passed, ${failed} failed`);
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
