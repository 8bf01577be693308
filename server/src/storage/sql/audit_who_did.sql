-- Who did $1 to $3 in the division $2, by the words on it.
SELECT DISTINCT login, detail FROM audit
WHERE division = $2 AND action = $1 AND subject = $3
ORDER BY login, detail
