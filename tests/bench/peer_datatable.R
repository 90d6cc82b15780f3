# data.table: peer_datatable.R QUESTION DATA OUT THREADS
suppressPackageStartupMessages(library(data.table))
asked <- commandArgs(trailingOnly = TRUE)
setDTthreads(as.integer(asked[4]))
if (asked[1] == "grades") {
  rows <- fread(asked[2], select = c("phase", "date_of_inspection", "grade"),
                colClasses = list(character = c("phase"), IDate = "date_of_inspection", integer = "grade"))
  rows[, start := year(date_of_inspection) - (month(date_of_inspection) < 9L)]
  found <- rows[, .(good = sum(grade <= 2L, na.rm = TRUE), graded = sum(!is.na(grade))), by = .(phase, start)]
  found[, `:=`(year = sprintf("%d/%02d", start, (start + 1L) %% 100L), percent = (200 * good + graded) %/% (2 * graded))]
  found <- found[, .(phase, year, good, graded, percent)]
} else {
  rows <- fread(asked[2], colClasses = list(character = "key", integer = "pupils", numeric = "amount"))
  found <- rows[, .(rows = .N, pupils = sum(as.numeric(pupils)), amount = sum(amount)), by = key]
  found <- found[, .(keys = .N, pupils = sum(pupils), largest = sprintf("%.2f", max(amount))), by = rows]
}
fwrite(found, asked[3], scipen = 20)
