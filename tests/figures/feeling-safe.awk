# How safe pupils feel, apart from leat:
#
#   awk -f tests/figures/tools.awk -f tests/figures/feeling-safe.awk ANSWERS.csv
#
# prints `question|phase|year group|answers|agree|strongly agree|percent|not counted`, in no order.
BEGIN {
    question[4] = "I feel safe at school"
    question[5] = "I feel safe on the way to school"
    question[6] = "I feel safe online"
    question[7] = "I know whom to tell when I do not feel safe"
}

NR > 1 {
    split_csv($0, field)
    for (q = 4; q <= 7; q++) {
        if (field[q] == "") continue
        phase[1] = field[2]; phase[2] = "All phases"
        year[1] = field[3]; year[2] = "All years"
        for (p = 1; p <= 2; p++)
            for (y = 1; y <= 2; y++) {
                key = question[q] "|" phase[p] "|" year[y]
                seen[key] = 1
                answers[key] += field[q] != "Prefer not to say"
                agree[key] += field[q] ~ /^(Strongly a|A)gree$/
                strongly[key] += field[q] == "Strongly agree"
                left[key] += field[q] == "Prefer not to say"
            }
    }
}

END {
    for (key in seen)
        print key "|" answers[key] "|" agree[key] "|" strongly[key] "|" percent(agree[key], answers[key], 0) "|" left[key]
}
