import Testing
import FiniteFields
