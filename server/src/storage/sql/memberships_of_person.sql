SELECT * FROM membership WHERE person = $1 ORDER BY space, from_day, role
