SELECT id, village, part, giver, taker, numbers, day, login, at FROM handover WHERE id = $1
