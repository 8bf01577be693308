INSERT INTO handover (id, village, part, giver, taker, numbers, day, login, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
