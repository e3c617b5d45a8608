import Testing
import StarkVerifier
