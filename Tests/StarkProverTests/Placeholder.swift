import Testing
import StarkProver
