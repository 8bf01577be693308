SELECT * FROM membership WHERE space = $1 ORDER BY person, from_day, role
