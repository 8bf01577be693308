SELECT space, record FROM grade_again ORDER BY space, record LIMIT $1
