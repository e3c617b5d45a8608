import Testing
import ZKVM
