-- Tells what is spent and reserved, and when the window ends, if one has begun. KEYS: the counter. ARGV: when.

local counter = rolled(spend.read(KEYS[1]), number(ARGV[1]))
return table.concat({ amountText(counter.spent), amountText(counter.reserved), counter.ends }, ' ')
