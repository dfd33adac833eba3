/// How much faster than the clock the simulator runs the default world.
func simulations() -> [Measurement] { [] }
