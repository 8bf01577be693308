INSERT INTO audit (number, at, day, login, action, division, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
