-- Forgets what was spent; what is reserved stays reserved. KEYS: the counter.

local counter = spend.read(KEYS[1])
counter.spent = number(NONE)
counter.ends = nil
spend.write(KEYS[1], counter)
return ''
