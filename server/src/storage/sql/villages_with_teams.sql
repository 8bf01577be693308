SELECT DISTINCT space FROM membership WHERE role IN ('resident', 'first_secretary') ORDER BY space
