INSERT INTO hint_outcome (space, record, hint, day, outcome) VALUES ($1, $2, $3, $4, $5)
