/* What can be taken away as text: tables for a spreadsheet, and a future as a scenario file. */
(() => {
  /* -------------------------------------------------------------- names of files */

  const LETTERS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  K.takeSlug = (words) => words.toLowerCase().replace(/[äöüß]/g, (letter) => LETTERS[letter])
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "kuemmerer";
  /** kuemmerer-koalition-der-willigen-karte-2031-Q3.png */
  K.takeName = function (what, ending, hasQuarter) {
    const scenario = K.data.setup.scenarios.find((one) => one.name === K.state.scenario);
    const { quarter } = K.state;
    const parts = ["kuemmerer", K.takeSlug(K.pick(scenario?.title) || K.state.scenario), what];
    if (hasQuarter) parts.push(`${K.year(quarter)}-Q${(quarter % 4) + 1}`);
    return parts.filter(Boolean).join("-") + "." + ending;
  };

  /* -------------------------------------------------------------- tables
   * As the spreadsheet of the language expects them: in German semicolons, decimal commas and the
   * mark at the beginning by which Excel knows UTF-8. */

  K.takeCsv = function (head, rows) {
    const german = K.state.lang === "de", separator = german ? ";" : ",";
    const cell = (value) => {
      if (value === null || value === undefined || Number.isNaN(value)) return "";
      if (typeof value === "number") return german ? String(value).replace(".", ",") : String(value);
      let words = String(value);
      if (/^[=+\-@\t\r]/.test(words)) words = "'" + words; // words never become a formula
      return /[";,\n\r]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
    };
    return (german ? "\ufeff" : "") + [head, ...rows].map((row) => row.map(cell).join(separator) + "\r\n").join("");
  };
  const short = (x) => (Number.isFinite(x) ? Number(x.toPrecision(6)) : null);
  const time = (q) => [q, K.year(q), (q % 4) + 1];
  const SIDES = ["a", "b"];
  const heads = (...names) => names.map((name) => K.t("take.column_" + name));
  const town = (m) => (m >= 0 ? K.town(m) : "");
  const key = (m) => (m >= 0 ? K.data.county.municipalities[m].key : "");

  const LEVELS = ["q05", "q25", "q50", "q75", "q95"];
  K.takeTables = {
    /** Every indicator of both futures in every quarter: the example, and how the many spread. */
    curves() {
      const rows = [];
      for (const side of SIDES) {
        const { run, fan } = K.data[side];
        if (!run && !fan) continue;
        for (const { name } of K.data.setup.indicators) {
          const many = K.quantiles(side, name);
          for (let q = 0; q < K.data.county.quarters; q++)
            rows.push([side.toUpperCase(), ...time(q), name, K.t(`indicators.${name}.name`), K.t(`indicators.${name}.unit`),
              run ? short(run.indicators[name]?.[q]) : null, ...LEVELS.map((level) => (many ? short(many[level][q]) : null))]);
        }
      }
      const percent = ["5 %", "25 %", "50 %", "75 %", "95 %"];
      return K.takeCsv([...heads("side", "number", "year", "quarter", "indicator", "name", "unit", "example"), ...percent], rows);
    },
    /** Every council decision with both stages and every term, in FTE a year. */
    decisions() {
      const { terms } = K.data.setup, rows = [];
      for (const side of SIDES) {
        for (const it of K.data[side].run?.decisions ?? [])
          rows.push([side.toUpperCase(), ...time(it.q), key(it.who), town(it.who), K.t("decisions." + it.kind), K.pick(it.about), K.t("outcomes." + it.outcome),
            it.needed, it.free, it.able, it.attention, ...terms.map((term) => it.terms[term] ?? 0), it.balance, it.probability, K.pick(it.text)]);
      }
      return K.takeCsv([...heads("side", "number", "year", "quarter", "key", "municipality", "decision", "about", "outcome", "needed", "free", "able", "attention"),
        ...terms.map((term) => K.t("terms." + term)), ...heads("balance", "probability", "text")], rows);
    },
    /** Everything that happened. */
    events() {
      const rows = [];
      for (const side of SIDES) {
        for (const it of K.data[side].run?.events ?? [])
          rows.push([side.toUpperCase(), ...time(it.q), it.kind, key(it.who), town(it.who), it.cooperation, K.pick(it.text),
            ...(it.vote ? [it.vote.yes.length, it.vote.asked.length, it.vote.needed, K.t(it.vote.carried ? "core.yes" : "core.no")] : ["", "", "", ""])]);
      }
      return K.takeCsv(heads("side", "number", "year", "quarter", "kind", "key", "municipality", "cooperation", "text", "yes", "asked", "votes_needed", "carried"), rows);
    },
  };

  /* -------------------------------------------------------------- a future as a scenario file */

  /** A command, in the language of the page. */
  K.takeTyped = (command) => (K.state.lang === "de" ? command.replace(/(?= --seed \d+( --replicate \d+)?$)/, " --lang de") : command);

  const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const isTables = (value) => Array.isArray(value) && value.length > 0 && value.every(isTable);
  const written = (value) => {
    if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
    if (isTable(value)) return `{ ${Object.entries(value).map(([name, one]) => `${name} = ${written(one)}`).join(", ")} }`;
    return JSON.stringify(value); // words, numbers, true and false are written alike
  };
  const lines = (table) => Object.entries(table).map(([name, value]) => `${name} = ${written(value)}`);
  const IN_ONE_LINE = new Set(["title", "description"]);

  /** A scenario as TOML: what stands by itself, then sections, then lists. */
  function toml(table) {
    const plain = {}, sections = [], lists = [];
    for (const [name, value] of Object.entries(table)) {
      if (isTables(value)) lists.push(...value.flatMap((one) => ["", `[[${name}]]`, ...lines(one)]));
      else if (isTable(value) && !IN_ONE_LINE.has(name)) sections.push("", `[${name}]`, ...lines(value));
      else plain[name] = value;
    }
    return [...lines(plain), ...sections, ...lists];
  }

  /** What a side is, as a file that `kuemmerer run FILE` runs: all that the scenario itself sets, with
   *  what was moved and the turns put in as sim/live/futures.py does it. */
  K.takeScenario = function (side) {
    const { county, setup } = K.data, { scenario, seed, assumptions } = K.state, example = K.example(), { measures, turns } = K.state[side];
    const shown = setup.scenarios.find((one) => one.name === scenario)?.title ?? { de: scenario, en: scenario };
    const title = { de: `${shown.de} (${side.toUpperCase()})`, en: `${shown.en} (${side.toUpperCase()})` };
    const table = { ...structuredClone(county.own), title };
    for (const words of ["description", "beside"]) delete table[words]; // they speak of the scenario as it was
    for (const [path, value] of Object.entries({ ...assumptions, ...measures })) {
      if (value === county.base[path]) continue;
      const [section, name] = path.split(".");
      if (section === "fields") moveFields(table.fields, name, value - county.base[path]);
      else table[section] = { ...table[section], [name]: value };
    }
    if (K.valueAt("coordination.level", side) === "none") table.coordination = { ...table.coordination, development: "fixed" };
    for (const { kind, shock, ...rest } of turns) {
      const list = shock ? "shocks" : "interventions";
      const entry = Object.entries({ kind: shock ?? kind, ...rest }).filter(([, value]) => value !== "");
      table[list] = [...(table[list] ?? []), Object.fromEntries(entry)];
    }
    const typed = K.takeTyped(`kuemmerer run ${K.takeName(`${K.t("take.file_future")}-${side}`, "toml")} --seed ${seed}${example ? " --replicate " + example : ""}`);
    const head = [K.t("take.scenario_made", { version: setup.version, side: side.toUpperCase() }), typed, ...besides(table), K.describe(side, K.turnWords).join(" · ")];
    return [...head.map((line) => "# " + line.replace(/\s+/g, " ")), ...toml(table)].join("\n") + "\n";
  };
  /** Where a file is for another machine, the tables of its region have no folder there: who must lie beside it. */
  function besides(table) {
    if (["127.0.0.1", "localhost", "[::1]"].includes(location.hostname)) return [];
    const files = ["source", "borders"].filter((name) => /\.\w+(#.*)?$/.test(table.region?.[name] ?? ""));
    for (const name of files) table.region[name] = table.region[name].replace(/^[^#]*[\\/]/, "");
    return files.map((name) => K.t("take.scenario_beside", { name: table.region[name].replace(/#.*$/, "") }));
  }
  const LOWEST = -0.5, HIGHEST = 0.6; // of what a scenario allows for the effect of scale
  /** Of the fields all move by the same amount; none leaves what is allowed. */
  function moveFields(fields, name, by) {
    for (const field of fields) field[name] = Number(Math.min(HIGHEST, Math.max(LOWEST, field[name] + by)).toFixed(9));
  }
})();
