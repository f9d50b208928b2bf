// Reads the HTML of brief diff in headless Chromium: node test.mjs FILE.html
//
// No error on the console, no request outside the file, nothing that axe-core objects to in any of four
// looks; filters by keyboard alone, announced and kept in the address; all content without JavaScript.
// The browser is /usr/bin/chromium, or what CHROMIUM names. Exit code: 0 all holds, 1 something does not.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import axe from "axe-core";

const { chromium } = createRequire(import.meta.url)("playwright-core");

const file = process.argv[2];
const address = pathToFileURL(file).href;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const quiet = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];
const args = ["--no-sandbox", ...quiet.map((name) => `--${name}`)];

let failed = 0;

async function holds(what, test) {
  try {
    await test();
    console.log(`ok      ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${what}\n${error.message}`);
  }
}

// A page that notes whatever it complains about or asks for.
async function open(browser, options = {}, hash = "") {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const told = [];
  const asked = [];
  page.on("console", (message) => told.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => told.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address && !url.startsWith("data:")) asked.push(url);
  });
  await page.goto(address + hash);
  return { page, told, asked };
}

const shown = (page) => page.locator("[data-item]:not([hidden])").count();
const announced = (page) => page.locator("#shown").textContent();
const focused = (page) => page.evaluate(() => {
  const { name = "", value = "", type = "", className = "" } = document.activeElement;
  return { name, value: type === "checkbox" ? value : "", type, className };
});

// Goes on with Tab alone until something has the focus; fails when the page has no such stop.
async function tabTo(page, fits, stops = 60) {
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press("Tab");
    if (fits(await focused(page))) return;
  }
  assert.fail(`no stop of the Tab key fits ${fits}`);
}

const browser = await chromium.launch({ executablePath, args });

for (const width of [1280, 390]) {
  for (const colorScheme of ["light", "dark"]) {
    const look = `${width} px, ${colorScheme}`;
    const { page, told, asked } = await open(browser, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    await holds(`${look}: axe-core finds nothing`, async () => {
      // Folded parts are looked at too.
      await page.evaluate(() => { for (const fold of document.querySelectorAll("details")) fold.open = true; });
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}×, ${nodes[0].html.slice(0, 200)})`);
      assert.deepEqual(found, []);
      assert.ok(passes.length > 20, "axe-core looked at next to nothing");
    });
    await holds(`${look}: nothing is wider than the window`, async () => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
    await holds(`${look}: no console message, no request`, () => assert.deepEqual([told, asked], [[], []]));
    await page.context().close();
  }
}

await holds("the policy lets nothing from outside in, and stops foreign script", async () => {
  let visits = 0;
  const server = createServer((_, answer) => {
    visits += 1;
    answer.end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { page, told } = await open(browser);
  await page.evaluate((port) => {
    document.body.insertAdjacentHTML("beforeend", `<img src="http://127.0.0.1:${port}/x.png" alt="">`);
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
  }, server.address().port);
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.equal(told.filter((message) => message.includes("Content Security Policy")).length, 2, told.join("\n"));
  assert.equal(visits, 0, "something outside was asked");
  server.close();
  await page.context().close();
});

await holds("pictures are set in their own face", async () => {
  const { page } = await open(browser);
  await page.evaluate(() => document.fonts.ready);
  assert.ok(await page.evaluate(() => [...document.fonts].filter((face) => face.status === "loaded").length >= 3));
  const pictures = await page.locator("figure svg[role=img]").count();
  assert.ok(pictures >= 2, `${pictures} pictures`);
  await page.context().close();
});

await holds("filters work by keyboard alone, are announced, and stay in the address", async () => {
  const { page, told } = await open(browser);
  const all = await shown(page);
  assert.match(await announced(page), new RegExp(`^All ${all} `));

  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).className, "skip", "the first stop skips to the changes");

  await tabTo(page, ({ value }) => value === "rows");
  await page.keyboard.press("Space");
  const withoutRows = await shown(page);
  assert.ok(withoutRows < all, "rows are still shown");
  assert.equal(await page.locator("#rows").isVisible(), false);
  assert.match(await announced(page), new RegExp(`^${withoutRows} of ${all} `));

  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).name, "flips");
  await page.keyboard.press("Space");
  const flips = await shown(page);
  assert.ok(flips > 0 && flips < withoutRows, `${flips} that flip`);
  assert.equal(await page.locator("[data-item]:not([hidden]):not([data-flips])").count(), 0);

  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).name, "text");
  const words = (await page.locator("#claims [data-flips] q").first().textContent()).trim();
  await page.keyboard.type(words.toUpperCase());
  const found = await page.locator("[data-item]:not([hidden])").allTextContents();
  assert.ok(found.length > 0 && found.every((text) => text.toLowerCase().includes(words.toLowerCase())));
  assert.match(page.url(), /#kinds=.*&flips=1&text=/);

  const again = await open(browser, {}, new URL(page.url()).hash);
  assert.equal(await shown(again.page), found.length, "the address brings the same changes");
  await again.page.context().close();

  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("no such words anywhere");
  assert.equal(await shown(page), 0);
  assert.equal(await page.locator("#none").isVisible(), true);

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("shown").textContent.startsWith("All "));
  assert.equal(await shown(page), all, "the button shows everything again");
  assert.equal(new URL(page.url()).hash.length <= 1, true);
  assert.deepEqual(told, []);
  await page.context().close();
});

await holds("what has the focus is seen", async () => {
  const { page } = await open(browser);
  for (let stop = 0; stop < 25; stop += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `stop ${stop + 1} of the Tab key`);
  }
  await page.context().close();
});

await holds("without JavaScript everything is there, and no filter that would do nothing", async () => {
  const { page, told, asked } = await open(browser, { javaScriptEnabled: false });
  const items = await page.locator("[data-item]").count();
  assert.ok(items > 0);
  assert.equal(await shown(page), items);
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.equal(await page.locator("#claims").isVisible(), true);
  assert.deepEqual([told, asked], [[], []]);
  await page.context().close();
});

await holds("in print folds are open and filters gone", async () => {
  const { page } = await open(browser);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.ok((await page.locator("#findings details p.rows").first().boundingBox()).height > 0);
  await page.context().close();
});

await browser.close();
process.exit(failed ? 1 : 0);
