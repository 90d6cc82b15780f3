/* calendar: adds what a date is by the calendars of schools and councils (its academic year, its
 * quarter, its week), and how many days or working days lie between two. */
#include "calendar.h"

#include "shared/show.h"

static const char *const words[] = {"academic_year",
                                    "financial_year",
                                    "calendar_year",
                                    "quarter",
                                    "financial_quarter",
                                    "month",
                                    "week",
                                    "iso_week",
                                    "working_days",
                                    "days",
                                    NULL};
static const char *const forms[] = {"2014/15", "201415", NULL};
static const char *const days_of_week[] = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday",    NULL};
static const char *const first_days[] = {"next", "same", NULL};

static const struct leat_option entry_rows[] = {
    {LEAT_OPTION(struct entry, is, CHOICE, "is"), .choices = words,
     .help =
         "what the column is: academic_year (from September) and financial_year (from April), as \"2014/15\"; "
         "calendar_year, an integer; quarter, \"2014 Q3\"; financial_quarter, \"2014/15 Q2\"; month, its first day; "
         "week, its Monday; iso_week, \"2014-W36\"; working_days and days, how many from \"of\" to \"to\""},
    {LEAT_OPTION(struct entry, of, COLUMN, "of"), .kinds = LEAT_KINDS(LEAT_DATE),
     .help = "the column with the date"},
    {LEAT_OPTION(struct entry, to, COLUMN, "to"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_DATE),
     .help = "for days and working_days: the column with the date to count to"},
    {LEAT_OPTION(struct entry, form, CHOICE, "form"), .fallback = "\"2014/15\"", .choices = forms,
     .help = "how academic_year and financial_year are written"},
};
static const struct leat_options entries = LEAT_OPTIONS(struct entry, entry_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION_MAP(struct calendar, columns, TABLE, "columns"), .least = 1, .most = INT64_MAX,
     .items = &entries,
     .help = "the new columns: {\"year\": {\"is\": \"academic_year\", \"of\": \"received\"}}"},
    {LEAT_OPTION(struct calendar, holidays, STEP, "holidays"), .flags = LEAT_OPTIONAL | LEAT_WHOLE,
     .help =
         "for working_days: the step whose rows are the holidays; without it weekends alone are left out"},
    {LEAT_OPTION(struct calendar, holiday, COLUMN, "holiday"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_DATE), .over = "holidays",
     .help = "that step's column with the date; without it the one called \"date\""},
    {LEAT_OPTION_LIST(struct calendar, weekend, CHOICE, "weekend"), .flags = LEAT_DISTINCT,
     .fallback = "[\"saturday\", \"sunday\"]", .choices = days_of_week, .least = 0, .most = 6,
     .help = "the days of the week that are never working days"},
    {LEAT_OPTION(struct calendar, first_day, CHOICE, "first_day"), .fallback = "\"next\"",
     .choices = first_days,
     .help =
         "where working_days begin to count: on the day after \"of\" (next), or with \"of\" itself (same)"},
};
static const struct leat_options options = LEAT_OPTIONS(struct calendar, rows);

/* -- open ------------------------------------------------------------------------------------- */

static struct leat_type type_of(const struct entry *entry) {
    const bool is_number =
                   entry->is == CALENDAR_YEAR || entry->is == WORKING_DAYS || entry->is == DAYS,
               is_date = entry->is == MONTH || entry->is == WEEK;
    return (struct leat_type){.kind = is_number ? LEAT_INTEGER : is_date ? LEAT_DATE : LEAT_TEXT};
}

static int check_entry(struct leat_step *step, const struct entry *entry) {
    const bool is_span = entry->is == WORKING_DAYS || entry->is == DAYS;
    if (is_span && entry->to < 0) {
        return leat_fail_option(
            step, entry,
            "\"%s\" are counted between two dates; name the column with the later one: \"to\": \"...\"",
            words[entry->is]);
    }
    if (!is_span && entry->to >= 0) {
        return leat_fail_option(
            step, &entry->to,
            "\"%s\" is of one date; take \"to\" away, or choose \"days\" or \"working_days\"",
            words[entry->is]);
    }
    if (entry->form == SIX_DIGITS && entry->is != ACADEMIC_YEAR && entry->is != FINANCIAL_YEAR) {
        return leat_fail_option(
            step, &entry->form,
            "\"form\" is for academic_year and financial_year, and this is %s; take it away",
            words[entry->is]);
    }
    return LEAT_OK;
}

static void add_column(struct leat_step *step, struct leat_bind *bind, size_t number) {
    struct calendar *self = step->state;
    const struct entry *entry = &LEAT_ITEM(self->columns, struct entry, number);
    const int32_t from[] = {entry->of, entry->to};
    self->numbers[number] = leat_out_new(bind, self->columns.keys[number], type_of(entry), from,
                                         entry->to >= 0 ? 2 : 1);
}

static int find_holidays(struct leat_step *step, struct leat_bind *bind, bool has_working_days) {
    struct calendar *self = step->state;
    char type[SHOW_TYPE];
    if (!has_working_days) {
        return leat_fail_option(
            step, &self->holidays,
            "none of the columns is \"working_days\", which alone leaves holidays out; take "
            "\"holidays\" away, or choose \"working_days\" for \"is\"");
    }
    self->holiday_column = self->holiday;
    if (self->holiday < 0) {
        self->holiday_column = leat_find(bind, self->holidays, leat_text_of("date"));
        if (self->holiday_column < 0) {
            return leat_fail_option(
                step, &self->holidays,
                "the step with the holidays has no column 'date'; name its column with the date: "
                "\"holiday\": \"...\"");
        }
        const struct leat_type found = leat_column_type(bind, self->holidays, self->holiday_column);
        if (found.kind != LEAT_DATE) {
            return leat_fail_option(
                step, &self->holidays,
                "the column 'date' of the holidays is %s; declare it as a date where it is read: "
                "\"columns\": { \"date\": \"date\" }",
                show_type(found, type));
        }
    }
    leat_uses(bind, self->holidays, self->holiday_column);
    return LEAT_OK;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct calendar *self = step->state;
    bool has_working_days = false;
    self->numbers = leat_alloc(step, self->columns.count * sizeof *self->numbers);
    if (!self->numbers) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct entry *entry = &LEAT_ITEM(self->columns, struct entry, i);
        if (leat_find(bind, 0, self->columns.keys[i]) >= 0) {
            return leat_fail_option(step, &self->columns.keys[i],
                                    "there is a column '%s' already; give the new one another name",
                                    self->columns.keys[i].data);
        }
        if (check_entry(step, entry) != LEAT_OK) {
            return LEAT_FAILED;
        }
        add_column(step, bind, i);
        has_working_days |= entry->is == WORKING_DAYS;
    }
    return self->holidays >= 0 ? find_holidays(step, bind, has_working_days) : LEAT_OK;
}

static void close(struct leat_step *step) {
    struct calendar *self = step->state;
    leat_free(step, self->numbers);
    leat_free(step, self->dates);
}

static const char help[] =
    "Adds columns that say what a date is by the calendars of schools and councils, and how\n"
    "many days lie between two dates:\n"
    "\n"
    "    { \"id\": \"bank_holidays\", \"source\": \"csv\", \"path\": \"bank-holidays.csv\",\n"
    "      \"columns\": { \"date\": \"date\" } },\n"
    "    { \"transform\": \"calendar\", \"from\": \"requests\", \"holidays\": \"bank_holidays\",\n"
    "      \"columns\": { \"year\": { \"is\": \"academic_year\", \"of\": \"received\" },\n"
    "                   \"took\": { \"is\": \"working_days\", \"of\": \"received\", \"to\": \"completed\" } } }\n"
    "\n"
    "Academic years begin on 1 September, financial years on 1 April. A week begins on Monday.\n"
    "\"of\" and \"to\" name columns that come into this step: to build on a new one, as on a week,\n"
    "use a second calendar.\n"
    "\n"
    "working_days counts the days after \"of\" up to and with \"to\" that are neither in the weekend\n"
    "nor a holiday: from a Monday to the Tuesday after it is 1. With \"first_day\": \"same\" it\n"
    "counts \"of\" too, as NETWORKDAYS does in Excel. Where \"to\" is before \"of\" the count is below\n"
    "0. days is the plain difference.\n"
    "\n"
    "A holiday in the weekend, or listed twice, counts once. A warning tells when dates lie in\n"
    "years that the list of holidays does not cover. Where a date is absent, so is what would be\n"
    "made of it.";

static const struct leat_rowwise rowwise = {
    .size = sizeof rowwise, .process = calendar_process, .merge = calendar_merge};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "calendar",
    .summary = "adds years, quarters, weeks and working days of dates",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct calendar),
    .part_size = sizeof(struct part),
    .open = open,
    .start = calendar_start,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
