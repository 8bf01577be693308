SELECT * FROM second_wanted WHERE what = $1 AND subject = $2 AND asked_by = $3 ORDER BY asked_at DESC, id DESC LIMIT 1
