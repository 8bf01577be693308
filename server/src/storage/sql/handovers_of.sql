SELECT id, village, part, giver, taker, numbers, day, login, at FROM handover WHERE village = $1 AND giver = $2 ORDER BY day, id
