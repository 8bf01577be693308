SELECT space, last_number FROM space ORDER BY space
