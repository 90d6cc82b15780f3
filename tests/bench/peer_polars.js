// Polars: peer_polars.js MODULES QUESTION DATA OUT [SCHOOLS]. Its streaming engine, over lazy scans.
const [modules, question, data, out, schools] = process.argv.slice(2);
const pl = require(modules + "/nodejs-polars");
const fs = require("fs");

const names = ["urn", "name", "la_code", "la_name", "phase", "type", "region", "date_of_inspection", "grade", "pupils",
  "percent", "fsm", "postcode", "status", "event_id"];
const schema = (kinds) => Object.fromEntries(names.map((name) => [name, kinds[name] ?? pl.Utf8]));
const scan = (kinds) => pl.scanCSV(data, { schema: schema(kinds) });
const streamed = (frame) => frame.collectSync({ engine: "streaming" });
const write = (lines) => fs.writeFileSync(out, lines.join("\n") + "\n");

const two = { date_of_inspection: pl.Date, grade: pl.Int64 };
const all = { ...two, urn: pl.Int64, la_code: pl.Int64, pupils: pl.Int64, percent: pl.Float64, fsm: pl.Float64,
  event_id: pl.Int64 };

function grades(frame, others = []) {
  const day = pl.col("date_of_inspection").dt;
  const found = streamed(frame
    .withColumns(day.year().minus(pl.when(day.month().lt(9)).then(pl.lit(1)).otherwise(pl.lit(0))).alias("start"))
    .groupBy(["phase", "start"])
    .agg(pl.col("grade").ltEq(2).sum().alias("good"), pl.col("grade").count().alias("graded"),
      ...others.map((name) => pl.col(name).count().alias("count_" + name))));
  write(["phase,year,good,graded,percent", ...found.toRecords().map((row) => {
    const good = Number(row.good), graded = Number(row.graded);
    const year = row.start + "/" + String((row.start + 1) % 100).padStart(2, "0");
    const percent = graded ? Math.floor((200 * good + graded) / (2 * graded)) : "";
    return [row.phase, year, good, graded, percent].join(",");
  })]);
}

const questions = {
  grades: () => grades(scan(two)),
  typed: () => grades(scan(all), names),
  lines: () => grades(pl.scanJson(data, { schema: { phase: pl.Utf8, date_of_inspection: pl.Utf8, grade: pl.Int64 } })
    .withColumns(pl.col("date_of_inspection").str.strptime(pl.Date, "%Y-%m-%d"))),
  keys: () => {
    const found = streamed(pl.scanCSV(data, { schema: { key: pl.Utf8, pupils: pl.Int64, amount: pl.Float64 } })
      .groupBy("key").agg(pl.len().alias("rows"), pl.col("pupils").sum(), pl.col("amount").sum())
      .groupBy("rows").agg(pl.len().alias("keys"), pl.col("pupils").sum(), pl.col("amount").max().alias("largest")));
    write(["inspections,keys,pupils,largest", ...found.toRecords().map((row) =>
      [row.rows, row.keys, row.pupils, row.largest.toFixed(2)].join(","))]);
  },
  lookup: () => {
    const register = pl.scanCSV(schools, { schema: { urn: pl.Int64, school_name: pl.Utf8, school_phase: pl.Utf8 } });
    const found = streamed(scan({ urn: pl.Int64, pupils: pl.Int64 }).join(register, { on: "urn", how: "inner" })
      .groupBy("school_phase")
      .agg(pl.len().alias("inspections"), pl.col("pupils").sum(), pl.col("school_name").min().alias("first_name")));
    write(["school_phase,inspections,pupils,first_name", ...found.toRecords().map((row) =>
      [row.school_phase, row.inspections, row.pupils, row.first_name].join(","))]);
  },
  sort: () => streamed(scan({ date_of_inspection: pl.Date, event_id: pl.Int64 })
    .sort(["date_of_inspection", "event_id"]).sinkCSV(out)),
};
questions[question]();
