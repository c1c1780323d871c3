"""Mail and clicks while processes are killed and services fail: does anything get lost, or done twice? (SPEC RE6)"""
