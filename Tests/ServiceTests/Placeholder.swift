import Testing
import Service
