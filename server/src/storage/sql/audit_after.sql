SELECT number, at, day, login, action, division, subject, detail FROM audit WHERE number > $1 ORDER BY number LIMIT $2
