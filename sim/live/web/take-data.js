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

  const written = (value) => {
    if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
    if (value && typeof value === "object") return `{ ${Object.entries(value).map(([name, one]) => `${name} = ${written(one)}`).join(", ")} }`;
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  };
  /** Numbers that a scenario declares as real need a decimal point, whole ones must have none. */
  const numberOf = (path, value) => (K.setting(path)?.type === "number" && Number.isInteger(value) ? value.toFixed(1) : written(value));

  /** What a side is, as a file that `kuemmerer run FILE` runs. */
  K.takeScenario = function (side) {
    const { county, setup } = K.data, own = county.own ?? { shocks: [], interventions: [], fields: {} };
    const { measures, turns } = K.state[side], moved = { ...K.state.assumptions, ...measures };
    const title = (lang) => {
      const found = setup.scenarios.find((one) => one.name === K.state.scenario)?.title[lang] ?? K.state.scenario;
      return `${found} (${side.toUpperCase()})`;
    };
    const lines = [`# ${K.t("take.scenario_made", { version: setup.version, side: side.toUpperCase() })}`,
      `# kuemmerer run ${K.takeName("zukunft-" + side, "toml")} --seed ${K.state.seed}${K.state.example ? " --replicate " + K.state.example : ""}`,
      `# ${K.describe(side).join(" · ").replace(/[\r\n]+/g, " ")}`,
      `extends = ${written(own.extends ?? K.state.scenario)}`, `title = ${written({ de: title("de"), en: title("en") })}`];
    const sections = {};
    for (const [path, value] of Object.entries(moved)) {
      if (value === county.base[path]) continue;
      const [section, name] = path.split(".");
      if (section === "fields") {
        for (const [field, values] of Object.entries(movedFields(own.fields, path, name, value))) sections["fields." + field] = [`${name} = ${values}`];
      } else (sections[section] ??= []).push(`${name} = ${numberOf(path, value)}`);
    }
    if (levelOf(side) === "none" && K.valueAt("coordination.development", side) !== "fixed")
      sections.coordination = [...(sections.coordination ?? []).filter((line) => !line.startsWith("development")), 'development = "fixed"'];
    for (const [section, settings] of Object.entries(sections)) lines.push("", `[${section}]`, ...settings);
    const shocks = turns.filter((turn) => turn.kind === "shock").map(({ shock, quarter, magnitude, duration }) => ({ kind: shock, quarter, magnitude, duration }));
    const others = turns.filter((turn) => turn.kind !== "shock");
    if (shocks.length) lines.push(...listed("shocks", [...own.shocks, ...shocks]));
    if (others.length) lines.push(...listed("interventions", [...own.interventions, ...others]));
    return lines.join("\n") + "\n";
  };
  const levelOf = (side) => K.valueAt("coordination.level", side);
  const REAL = new Set(["magnitude", "fte", "rate"]);
  const listed = (name, entries) => entries.flatMap((entry) => ["", `[[${name}]]`,
    ...Object.entries(entry).filter(([, value]) => value !== "" && value !== null)
      .map(([key, value]) => `${key} = ${REAL.has(key) && Number.isInteger(value) ? value.toFixed(1) : written(value)}`)]);
  /** Of the fields all move by the same amount, as the live view does it. */
  function movedFields(fields, path, name, value) {
    const by = value - K.data.county.base[path];
    return Object.fromEntries(Object.entries(fields ?? {}).map(([field, own]) => {
      const moved = Number((own[name] + by).toFixed(9));
      return [field, Number.isInteger(moved) ? moved.toFixed(1) : String(moved)];
    }));
  }
})();
