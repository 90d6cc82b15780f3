/* style: what the page looks like, on screens light and dark, small and large, and on paper.
 *
 * The colours of letters, lines and charts are those of svg_chart_css; here come those of the
 * theme. There is no style attribute in the page, so a strict content security policy can stand. */
#include <stdio.h>

#include "page.h"
#include "shared/svg/chart.h"

/* -- Colours ---------------------------------------------------------------------------------- */

enum { DARK_PAPER = 0x15181C }; /* as svg_chart_css has it */

enum { PARTS = 16 };

/* The colour as bright as its hue can be, with `share` of PARTS of it white. */
static uint32_t brightened(uint32_t colour, uint32_t share) {
    uint32_t most = 1, bright = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const uint32_t channel = colour >> shift & 255;
        most = channel > most ? channel : most;
    }
    for (int shift = 16; shift >= 0; shift -= 8) {
        const uint32_t channel = (colour >> shift & 255) * 255 / most;
        bright |= (channel + (255 - channel) * share / PARTS) << shift;
    }
    return bright;
}

/* The accent is dark, to be read on white. On a dark screen it is made so light that it is read as
 * well there. */
static uint32_t dark_accent(uint32_t accent) {
    static const double enough = 7;
    uint32_t share = 6; /* pure hues would glare */
    while (share < PARTS && theme_contrast(brightened(accent, share), DARK_PAPER) < enough) {
        share++;
    }
    return brightened(accent, share);
}

static void put_colours(struct page *page) {
    const struct theme *theme = &page->report->theme;
    char text[256];
    int size = snprintf(text, sizeof text,
                        ":root{color-scheme:light dark;--accent:#%06x;--green:#%06x;--amber:#%06x;"
                        "--red:#%06x}\n",
                        theme->accent, theme->green, theme->amber, theme->red);
    page_put_raw(page, text, (size_t)size);
    size = snprintf(text, sizeof text,
                    "@media screen and (prefers-color-scheme:dark){:root{--accent:#%06x}}\n",
                    dark_accent(theme->accent));
    page_put_raw(page, text, (size_t)size);
}

/* -- Rules ------------------------------------------------------------------------------------ */

static const char base[] =
    "*{box-sizing:border-box}\n"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
    "body{margin:0 auto;max-width:84rem;padding:2.5rem clamp(1rem,4vw,3rem) 3rem;"
    "background:var(--paper);color:var(--ink);font-size:1rem;line-height:1.5;"
    "overflow-wrap:break-word}\n"
    "h1,h2,h3{line-height:1.25;text-wrap:balance}\n"
    "h1,h2{color:var(--accent)}\n"
    "h1{margin:0 0 .75rem;font-size:clamp(1.75rem,1.3rem + 2vw,2.5rem);max-width:32ch}\n"
    "h2{margin:0 0 .75rem;font-size:1.5rem;max-width:45ch}\n"
    "h3{margin:2rem 0 .75rem;font-size:1.125rem}\n"
    "p,li,figcaption{max-width:70ch}\n"
    "p{margin:0 0 .75rem;white-space:pre-line}\n"
    "a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:.07em}\n"
    "a:hover{text-decoration-thickness:.14em}\n"
    ":focus-visible{outline:3px solid var(--accent);outline-offset:2px}\n"
    "main:focus{outline:none}\n"
    ".skip{position:absolute;left:-100vw;padding:.5rem 1rem;background:var(--paper)}\n"
    ".skip:focus{left:1rem;top:.5rem;z-index:1}\n";

static const char parts[] =
    "header{padding-bottom:1.5rem}\n"
    ".logo{display:block;margin-bottom:1.5rem;max-width:100%;object-fit:contain;"
    "object-position:left}\n"
    ".whose{margin:0 0 .25rem;color:var(--quiet);font-weight:600}\n"
    ".fact{margin:0 0 .25rem;color:var(--quiet);font-size:.9375rem}\n"
    ".subtitle{font-size:1.125rem}\n"
    "nav{padding:1.25rem 0;border-top:3px solid var(--accent);border-bottom:1px solid var(--grid)}\n"
    "nav h2{font-size:1.125rem;margin:0 0 .5rem}\n"
    "nav ul{list-style:none;margin:0;padding:0;columns:24rem 3;column-gap:3rem}\n"
    "nav li{break-inside:avoid;padding:.25rem 0;font-size:.9375rem}\n"
    "nav a{font-weight:600}\n"
    "nav span{display:block;color:var(--quiet)}\n"
    "section{padding:2.5rem 0 1.5rem;border-bottom:1px solid var(--grid)}\n"
    "section:last-child{border-bottom:0}\n"
    ".back{margin-top:1.5rem;font-size:.9375rem}\n"
    ".notes{margin:0 0 1rem;padding-left:1.25rem;font-size:.9375rem}\n"
    ".notes li{margin-bottom:.375rem;white-space:pre-line}\n"
    ".notes li:target{background:var(--amber);color:#000}\n"
    ".notes li:target a{color:inherit}\n"
    ".notes a{padding:0 .375rem}\n"
    "footer{padding-top:1.5rem;border-top:3px solid var(--accent);font-size:.9375rem}\n"
    "footer p{margin:0 0 .25rem}\n"
    ".counts{list-style:none;display:flex;flex-wrap:wrap;gap:.75rem;margin:0 0 1.5rem;padding:0}\n"
    ".counts li{min-width:7rem;padding:.5rem 1rem .625rem;border:1px solid var(--grid);"
    "border-radius:.25rem}\n"
    ".counts b{display:block;font-size:1.75rem;line-height:1.25;"
    "font-variant-numeric:tabular-nums}\n"
    ".green,.amber,.red{color:#000;print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
    ".green{background:var(--green)}.amber{background:var(--amber)}.red{background:var(--red)}\n";

/* Where a table goes on beyond an edge there is a shade, which is covered at the table's end. */
static const char tables[] =
    ".scroll{position:relative;overflow-x:auto;max-width:100%;width:fit-content;"
    "margin:1rem 0 1.5rem;"
    "background:linear-gradient(to right,var(--paper) 50%,transparent) left/3rem 100%,"
    "linear-gradient(to left,var(--paper) 50%,transparent) right/3rem 100%,"
    "linear-gradient(to right,var(--grid),transparent) left/.75rem 100%,"
    "linear-gradient(to left,var(--grid),transparent) right/.75rem 100%;"
    "background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}\n"
    "caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
    "white-space:nowrap}\n"
    "table{border-collapse:collapse;font-size:.875rem;line-height:1.45}\n"
    "th,td{padding:.5rem .625rem;border-bottom:1px solid var(--grid);text-align:left;"
    "vertical-align:top;white-space:nowrap}\n"
    "th{font-weight:600}\n"
    "tbody th{font-weight:inherit}\n"
    "thead th,thead td{vertical-align:bottom;white-space:normal;border-bottom:1px solid "
    "var(--quiet)}\n"
    "thead tr:last-child th,thead tr:last-child td,thead [rowspan]{border-bottom:2px solid "
    "var(--ink)}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums}\n"
    ".c{text-align:center}\n"
    ".w{white-space:pre-line;min-width:11rem}\n"
    "thead .k{white-space:nowrap}\n"
    ".g{border-left:1px solid var(--quiet)}\n"
    ".t,.total th,.total td{font-weight:700}\n"
    "tbody tr:not(.total)+.total>*{border-top:1px solid var(--ink)}\n"
    "tbody tr:hover>*{background:color-mix(in srgb,var(--grid) 35%,transparent)}\n"
    ".mark{font-weight:400;white-space:nowrap}\n"
    ".status{display:inline-block;padding:0 .625rem;border:1px solid transparent;"
    "border-radius:.25rem}\n"
    ".arrow{font-size:.75em;color:var(--quiet)}\n";

static const char charts[] =
    ".charts{display:grid;gap:2rem 3rem;margin-bottom:1.5rem;"
    "grid-template-columns:repeat(auto-fit,minmax(min(100%,32rem),1fr))}\n"
    "figure{margin:1rem 0 0;min-width:0;max-width:44rem;break-inside:avoid}\n"
    "figcaption{margin-bottom:.75rem;font-weight:600}\n"
    ".narrow{display:none}\n"
    "details{margin-top:.5rem;font-size:.9375rem}\n"
    "summary{display:inline-block;padding:.25rem 0;color:var(--accent);cursor:pointer;"
    "text-decoration:underline;text-underline-offset:.15em}\n";

static const char media[] =
    "@media (max-width:40rem){body{padding-top:1.5rem}section{padding-top:2rem}"
    "nav span,.wide{display:none}.narrow{display:block}th,td{padding:.5rem}"
    ".counts li{flex:1 1 8rem}}\n"
    "@media (prefers-contrast:more){:root{--accent:var(--ink);--quiet:var(--ink);"
    "--grid:var(--ink)}.status{border-color:#000}}\n"
    "@media (forced-colors:active){.status,.counts li{border:1px solid}}\n"
    "@page{size:A4 landscape;margin:12mm}\n"
    "@media print{:root{color-scheme:light}html{font-size:9.5pt}body{max-width:none;padding:0}"
    ".skip,nav,.back,details,.notes a{display:none}"
    "section{break-before:page;padding:0;border:0}section:first-child{break-before:auto}"
    "h1{font-size:20pt}h2{font-size:14pt}h2,h3,figcaption{break-after:avoid}"
    ".scroll{overflow:visible;width:auto;background:none}table{font-size:8pt;line-height:1.35}"
    "thead{display:table-header-group}tr,.counts,.notes li{break-inside:avoid}"
    "th,td{padding:.9mm 1.5mm}.w{min-width:20mm}"
    "td{white-space:normal}td.n{white-space:nowrap}"
    ".many{font-size:6.5pt}.many th,.many td{padding:.7mm .8mm}"
    ".most{font-size:4.5pt}.most th,.most td{padding:.4mm .5mm}"
    ".many .w,.most .w{min-width:12mm}"
    "a{color:inherit;text-decoration:none}"
    ".charts{grid-template-columns:1fr 1fr;gap:6mm 8mm}"
    "footer{margin-top:8mm;padding-top:3mm}}\n";

/* The names of fonts have letters, digits, spaces and - alone. */
static void put_font(struct page *page) {
    const char *font = page->report->theme.font;
    const char *quote = font ? "\"" : "";
    page_put(page,
             "body{font-family:%s%s%s%ssystem-ui,-apple-system,\"Segoe UI\",Roboto,"
             "\"Helvetica Neue\",Arial,\"Liberation Sans\",sans-serif}\n",
             quote, font ? font : "", quote, font ? "," : "");
}

void style_put(struct page *page) {
    page_put(page, "%s", svg_chart_css);
    put_colours(page);
    put_font(page);
    page_put(page, "%s%s%s%s%s", base, parts, tables, charts, media);
}
