INSERT INTO second_wanted (id, division, what, subject, wanted, reason, asked_by, asked_name, asked_at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
