import Testing
import Hashing
