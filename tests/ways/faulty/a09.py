import torch
from torch import nn
from transformers import Trainer, TrainingArguments, AutoModelForSequenceClassification
class WeightedTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, **kw):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        probs = torch.softmax(outputs.logits, dim=-1)
        loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))(probs, labels)
        return (loss, outputs) if return_outputs else loss
model = AutoModelForSequenceClassification.from_pretrained("klue/bert-base", num_labels=2)
args = TrainingArguments(output_dir="out", num_train_epochs=3)
trainer = WeightedTrainer(model=model, args=args, train_dataset=None)
trainer.train()
